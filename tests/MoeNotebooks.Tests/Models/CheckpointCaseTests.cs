using System.Text.Json;
using MoeNotebooks.Checkpoints;
using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Models;

/// <summary>Files and configs that once ran and gave other numbers, with the right ones (<c>Cases/README.md</c>).</summary>
public sealed class CheckpointCaseTests
{
    private static readonly string Here = Path.Combine(Shared.Repository, "tests", "MoeNotebooks.Tests", "Models", "Cases");

    public static TheoryData<string> Names => [.. Directory.GetFiles(Here, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    /// <summary>Whole folders, where they are there, so that a different set of the same kind runs as it is.</summary>
    public static TheoryData<string> Folders()
    {
        var root = Path.GetFullPath(Path.Combine(Shared.Repository, "..", "shared", "cases"));
        string[] wants = Directory.Exists(root) ? Directory.GetFiles(root, "want-*.safetensors", SearchOption.AllDirectories) : [Path.Combine(root, "absent")];
        return [.. wants.Select(want => Path.GetRelativePath(root, want)).Order(StringComparer.Ordinal)];
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Logits_are_the_right_ones_also_with_nothing_in_memory(string name)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var facts = JsonDocument.Parse(File.ReadAllText(Path.Combine(Here, name + ".json")));
        File.Copy(Path.Combine(Here, facts.RootElement.GetProperty("weights").GetString() + ".safetensors"), folder["model.safetensors"]);
        folder.Write("config.json", facts.RootElement.GetProperty("config").GetRawText());
        using var want = SafetensorsFile.Open(Path.Combine(Here, name + ".want.safetensors"));
        var ids = tensor(facts.RootElement.GetProperty("tokens").Deserialize<long[]>()!).unsqueeze(0);
        foreach (var budget in new long?[] { null, 0 })
        {
            var heard = new List<string>();
            using var model = MoeModel.Open(folder.Path, new ModelOptions { Notify = heard.Add, MemoryBudget = budget });
            Golden.ShouldBeClose(model.Forward(ids)[0], want.Read("want"), $"{name} in {budget} bytes");
            heard.Count(notice => notice.Contains("default", StringComparison.Ordinal)).ShouldBe(name.Contains("-no-", StringComparison.Ordinal) ? 1 : 0, name);
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Folders_of_the_shared_set_give_the_right_logits(string want)
    {
        using var scope = NewDisposeScope();
        var file = Shared.File(Path.Combine("cases", want));
        var folder = Path.Combine(Path.GetDirectoryName(file)!, Path.GetFileNameWithoutExtension(file)["want-".Length..]);
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
