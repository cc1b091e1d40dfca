namespace MoeNotebooks.Performance.Hardware;

/// <summary>What a machine was seen to do, beside what its data sheet promises.</summary>
/// <param name="CopyGbS">Bytes read and written by a copy, in 10^9 per second.</param>
/// <param name="ReadGbS">Bytes read by a sum, in 10^9 per second.</param>
/// <param name="ProductTflopS">Rate of a large matrix product, in 10^12 floating-point operations per second.</param>
/// <param name="Source">How it was measured.</param>
public sealed record MeasuredSpeed(double CopyGbS, double ReadGbS, double ProductTflopS, string Source);
