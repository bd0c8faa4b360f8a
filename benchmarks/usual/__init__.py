"""The page that most people write: at each rerun it reads all rows with pandas, groups them and draws the figure."""
