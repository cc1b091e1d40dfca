namespace MoeNotebooks.Tests.Cuda;

/// <summary>A number or pointer of a kernel's argument.</summary>
/// <param name="Name">As the source has it, with its place in an array behind it.</param>
/// <param name="Offset">Bytes from the argument's beginning.</param>
/// <param name="Size">Bytes.</param>
internal sealed record KernelField(string Name, int Offset, int Size);
