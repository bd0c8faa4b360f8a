"""What a new installation starts with: the letters with their public record, and the exercise."""
