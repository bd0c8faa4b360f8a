"""What counts cost at ten thousand, a million and ten million rows: importing them, reading them and drawing them."""
