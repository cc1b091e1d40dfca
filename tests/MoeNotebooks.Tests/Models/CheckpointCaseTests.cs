using System.Text.Json;
using MoeNotebooks.Checkpoints;
using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Models;

/// <summary>
/// Files and configs that once ran and gave other numbers, with the right ones (<c>Cases/README.md</c>).
/// </summary>
[References]
public sealed class CheckpointCaseTests
{
    private static readonly string Here = Path.Combine(
        Shared.Repository,
        "tests",
        "MoeNotebooks.Tests",
        "Models",
        "Cases"
    );

    /// <summary>Those of this folder, and whole folders of the full set where it is here.</summary>
    public static TheoryData<string> Names =>
        [
            .. Directory
                .GetFiles(Here, "*.json")
                .Select(file => Path.GetFileNameWithoutExtension(file))
                .Order(StringComparer.Ordinal),
            .. Shared
                .Names("cases")
                .SelectMany(number =>
                    Shared.Names("cases/" + number, "want-*.safetensors").Select(want => $"cases/{number}/{want}")
                ),
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Logits_are_the_right_ones(string name)
    {
        if (name.StartsWith("cases/", StringComparison.Ordinal))
        {
            Folder(name);
        }
        else
        {
            FromHere(name);
        }
    }

    /// <summary>Also with nothing in memory.</summary>
    private static void FromHere(string name)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var facts = JsonDocument.Parse(File.ReadAllText(Path.Combine(Here, name + ".json")));
        File.Copy(
            Path.Combine(Here, facts.RootElement.GetProperty("weights").GetString() + ".safetensors"),
            folder["model.safetensors"]
        );
        folder.Write("config.json", facts.RootElement.GetProperty("config").GetRawText());
        using var want = SafetensorsFile.Open(Path.Combine(Here, name + ".want.safetensors"));
        var ids = tensor(facts.RootElement.GetProperty("tokens").Deserialize<long[]>()!).unsqueeze(0);
        foreach (var budget in new long?[] { null, 0 })
        {
            var heard = new List<string>();
            using var model = MoeModel.Open(
                folder.Path,
                new ModelOptions { Notify = heard.Add, MemoryBudget = budget }
            );
            Golden.ShouldBeClose(model.Forward(ids)[0], want.Read("want"), $"{name} in {budget} bytes");
            heard
                .Count(notice => notice.Contains("default", StringComparison.Ordinal))
                .ShouldBe(name.Contains("-no-", StringComparison.Ordinal) ? 1 : 0, name);
        }
    }

    private static void Folder(string want)
    {
        using var scope = NewDisposeScope();
        var file = Shared.File(want);
        var folder = Path.Combine(
            Path.GetDirectoryName(file)!,
            Path.GetFileNameWithoutExtension(file)["want-".Length..]
        );
        using var expected = SafetensorsFile.Open(file);
        using var tokens = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "tokens.json")));
        using var model = MoeModel.Open(folder, new ModelOptions { Notify = _ => { } });
        foreach (var (n, sequence) in tokens.RootElement.GetProperty("sequences").EnumerateArray().Index())
        {
            var logits = model.Forward(tensor(sequence.Deserialize<long[]>()!).unsqueeze(0));
            Golden.ShouldBeClose(logits[0], expected.Read($"want.{n}"), $"{want} sequence {n}");
        }
    }
}
