using MoeNotebooks.Interchange.LmEval;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Interchange.LmEval;

/// <summary>Descriptions of runs that never were.</summary>
internal static class Runs
{
    public static RunDescription Some() =>
        new()
        {
            Model = "org/tiny:1",
            Parameters = 654368,
            WeightsDigest = "w",
            ConfigDigest = "c",
            TokenizerDigest = "t",
            Policy = new TopK(2),
            ActiveExperts = [2, 2],
            DType = "float32",
            Device = "cpu",
            BosRule = "added by the post-processor",
            Bos = ("<s>", 0),
            MaxLength = 512,
            TokensInBatch = 2048,
            Limit = 40,
            Started = new DateTimeOffset(2026, 11, 25, 4, 13, 33, TimeSpan.Zero).AddTicks(4471330),
            Elapsed = TimeSpan.FromSeconds(34.5),
            Versions = new Dictionary<string, string> { ["libtorch"] = "2.10.0" },
        };
}
