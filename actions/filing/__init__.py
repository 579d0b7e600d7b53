"""Filing a refund: the draft, what is heard into it, what is asked, and its submission."""
