namespace MoeNotebooks.Charts;

/// <summary>A straight line through a figure that marks a value.</summary>
/// <param name="At">The value.</param>
/// <param name="Vertical">Whether it marks a value of the x axis.</param>
/// <param name="Text">What it marks, written beside it.</param>
public sealed record Guide(double At, bool Vertical, string Text);
