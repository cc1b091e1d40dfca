namespace MoeNotebooks.Checkpoints;

/// <summary>One tensor as a safetensors header describes it.</summary>
/// <param name="Name">Its name; any text, never used as a path.</param>
/// <param name="DType">The element type.</param>
/// <param name="Shape">Its dimensions, outermost first; empty for a single number.</param>
/// <param name="Begin">Its first byte, counted from the end of the header.</param>
/// <param name="End">The byte after its last.</param>
public sealed record TensorEntry(string Name, TensorDType DType, IReadOnlyList<long> Shape, long Begin, long End)
{
    /// <summary>Bytes in the file.</summary>
    public long ByteLength => End - Begin;

    /// <summary>How many elements it has.</summary>
    public long ElementCount => ByteLength * 8 / DType.Bits();

    /// <summary>The shape as text: <c>[64, 128]</c>; of more than eight dimensions, the first eight.</summary>
    public string ShapeText => "[" + string.Join(", ", Shape.Take(8)) + (Shape.Count > 8 ? ", ...]" : "]");
}
