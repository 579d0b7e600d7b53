"""The refund assistant of 旺商聊."""
