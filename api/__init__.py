"""HTTP beside the screens: sign-in, downloads, health, and the guard in front of everything."""
