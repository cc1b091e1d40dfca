using System.Text;
using MoeNotebooks.Configs;
using MoeNotebooks.Models;

namespace MoeNotebooks.Faults.Fuzzing.Formats;

/// <summary>config.json of every family.</summary>
internal sealed class ConfigFormat : FuzzFormat
{
    public override IReadOnlyList<byte[]> Examples { get; } =
    [.. Repository.Files("data/configs", "config.json").Select(File.ReadAllBytes)];

    /// <summary>A layer can have many experts, and each has parameters.</summary>
    public override long Constant => 64 << 20;

    public override void Use(byte[] input)
    {
        var config = ModelConfig.Parse("fuzz", Encoding.UTF8.GetString(input));
        Require(
            config.Parameters().Take(2000).All(part => part.Shape.All(length => length > 0)),
            "a parameter has a length of 0 or less"
        );
    }
}
