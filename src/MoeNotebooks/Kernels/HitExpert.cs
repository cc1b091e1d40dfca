namespace MoeNotebooks.Kernels;

/// <summary>An expert that some tokens chose.</summary>
/// <param name="GateUp">Where its [2I, h] is, gate rows first.</param>
/// <param name="Down">Where its [h, I] is.</param>
/// <param name="Start">Its first pair, of all pairs of token and expert sorted by expert.</param>
/// <param name="Count">Its pairs.</param>
internal readonly record struct HitExpert(nint GateUp, nint Down, int Start, int Count);
