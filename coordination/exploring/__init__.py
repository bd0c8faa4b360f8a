"""Exploring: any figure, any cut. A view is what an address says; a figure is read anew, for whoever asks."""
