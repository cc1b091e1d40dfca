using System.Globalization;
using System.Text.RegularExpressions;
using MoeNotebooks.Cuda;

namespace MoeNotebooks.Tests.Cuda;

/// <summary>
/// What the CUDA sources that travel in the library declare: kernels, and the structs that are their arguments as C
/// lays them out.
/// </summary>
internal static partial class KernelSource
{
    private static readonly string Text = string.Join('\n', Resources().Select(Read));

    /// <summary>Each kernel's argument, a struct, by the kernel's name.</summary>
    public static IReadOnlyDictionary<string, string> Kernels { get; } =
        Kernel()
            .Matches(Text)
            .ToDictionary(kernel => kernel.Groups["name"].Value, kernel => kernel.Groups["argument"].Value);

    /// <summary>
    /// Lays a struct out: every number and pointer on the next multiple of its size, arrays and structs within it one
    /// by one.
    /// </summary>
    /// <param name="name">The struct.</param>
    /// <returns>Bytes, the largest alignment, and what lies where.</returns>
    public static (int Size, int Alignment, IReadOnlyList<KernelField> Fields) Layout(string name)
    {
        var body = Struct().Matches(Text).Single(found => found.Groups["name"].Value == name).Groups["body"].Value;
        var (at, widest, fields) = (0, 1, new List<KernelField>());
        foreach (Match declaration in Declaration().Matches(Comment().Replace(body, string.Empty)))
        {
            var type = declaration.Groups["type"].Value;
            var (size, alignment, inner) = type.EndsWith('*')
                ? Number(8)
                : type switch
                {
                    "i64" => Number(8),
                    "int" or "u32" or "float" => Number(4),
                    _ => Layout(type),
                };
            widest = Math.Max(widest, alignment);
            foreach (var (label, count) in declaration.Groups["names"].Value.Split(',').Select(Counted))
            {
                for (var i = 0; i < (count ?? 1); i++)
                {
                    at = Up(at, alignment);
                    var own = count is null ? label : label + i.ToString(CultureInfo.InvariantCulture);
                    fields.AddRange(
                        inner.Count == 0
                            ? [new(own, at, size)]
                            : inner.Select(field => field with { Offset = field.Offset + at })
                    );
                    at += size;
                }
            }
        }

        return (Up(at, widest), widest, fields);
    }

    private static (int Size, int Alignment, IReadOnlyList<KernelField> Fields) Number(int bytes) => (bytes, bytes, []);

    private static int Up(int at, int alignment) => (at + alignment - 1) / alignment * alignment;

    // "w[3]" is w, three times; "w" is w
    private static (string Name, int? Count) Counted(string name)
    {
        var parts = name.Trim().TrimEnd(']').Split('[');
        return (parts[0], parts.Length == 1 ? null : int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private static IEnumerable<string> Resources() =>
        typeof(CudaModule)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".cu", StringComparison.Ordinal));

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(CudaModule).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(
        @"^extern ""C"" __global__ void (?:__launch_bounds__\([^)]*\) )?(?<name>\w+)\((?<argument>\w+) \w+\)",
        RegexOptions.Multiline
    )]
    private static partial Regex Kernel();

    [GeneratedRegex(@"^struct (?<name>\w+)\n\{\n(?<body>.*?)\n\};", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Struct();

    [GeneratedRegex(@"(?<type>(?:const )?(?:unsigned )?\w+\*?)\s+(?<names>[^;]+);")]
    private static partial Regex Declaration();

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();
}
