namespace MoeNotebooks.Measurement;

/// <summary>One look at the machine's speed, taken between two measurements of what it is compared with.</summary>
/// <param name="BytesPerSecond">Bandwidth of reading a block of memory larger than the caches.</param>
/// <param name="FlopsPerSecond">Rate of a square matrix product in the type under test.</param>
internal readonly record struct MachineReading(double BytesPerSecond, double FlopsPerSecond);
