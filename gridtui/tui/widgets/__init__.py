"""What a screen is made of: painted lines, one text entry, lists, forms. Everything here works without an office."""
