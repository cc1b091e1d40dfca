namespace MoeNotebooks.Training.MiniWorld;

/// <summary>A piece of a training text and how much its tokens count in the loss.</summary>
/// <param name="Text">The text.</param>
/// <param name="Weight">0 for what is read but not learned, 1 for plain text, more for answers.</param>
public sealed record Segment(string Text, float Weight);
