namespace MoeNotebooks.Kernels;

/// <summary>An expert that some tokens chose.</summary>
/// <param name="Gate">Where its [I, h] for the gate is.</param>
/// <param name="Up">Where its other [I, h] is.</param>
/// <param name="Down">Where its [h, I] is.</param>
/// <param name="Start">Its first pair, of all pairs of token and expert sorted by expert.</param>
/// <param name="Count">Its pairs.</param>
internal readonly record struct HitExpert(nint Gate, nint Up, nint Down, int Start, int Count);
