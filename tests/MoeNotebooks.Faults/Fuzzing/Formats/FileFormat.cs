using System.Text;

namespace MoeNotebooks.Faults.Fuzzing.Formats;

/// <summary>A small JSON file, or lines of JSON, that is read and nothing more.</summary>
/// <param name="name">The file's name.</param>
/// <param name="use">Reads it.</param>
/// <param name="examples">Good ones.</param>
internal sealed class FileFormat(string name, Action<string> use, params IEnumerable<string> examples) : FuzzFormat
{
    public override IReadOnlyList<byte[]> Examples { get; } = [.. examples.Select(Encoding.UTF8.GetBytes)];

    public override void Use(byte[] input) => use(Write(name, input));
}
