"""The one process that faces outside: HTTP and Socket.IO, thin over the other rooms."""
