"""What a signature is worth: windows on which nothing was announced, shapes laid into them, and p-values."""
