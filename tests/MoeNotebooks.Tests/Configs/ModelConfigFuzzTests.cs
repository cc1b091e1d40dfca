using System.Text;
using MoeNotebooks.Configs;

namespace MoeNotebooks.Tests.Configs;

[References]
public sealed class ModelConfigFuzzTests
{
    [Fact]
    public void Twenty_thousand_spoilt_configs_are_accepted_or_refused_and_nothing_else()
    {
        var seeds = Directory.EnumerateFiles(Shared.Folder("golden/models"), "config.json", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToList();

        var (accepted, refused) = MutationFuzz.Run(seeds, 20_000, (bytes, _) => bytes, json => ModelConfig.Parse("fuzz", Encoding.UTF8.GetString(json)));

        accepted.ShouldBeGreaterThan(500);
        refused.ShouldBeGreaterThan(5000);
    }
}
