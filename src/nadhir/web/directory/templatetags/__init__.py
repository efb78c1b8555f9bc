"""What the templates of the directory share."""
