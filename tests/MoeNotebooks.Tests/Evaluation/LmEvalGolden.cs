using System.Text.Json;

namespace MoeNotebooks.Tests.Evaluation;

/// <summary>One of lm-eval's own runs; where the published evaluation sets are not here, without its texts.</summary>
/// <param name="Run"><c>zero-shot</c>, <c>zero-shot-2-experts</c> or <c>3-shot</c>.</param>
internal sealed record LmEvalGolden(string Run)
{
    public static string Data => Shared.Folder("golden/lm-eval/data");

    public static string Model => Shared.Folder("golden/lm-eval/model");

    public int FewShot => Run == "3-shot" ? 3 : 0;

    public int? Limit => Run == "3-shot" ? 40 : null;

    public JsonElement Results => JsonDocument.Parse(File.ReadAllText(Single("results_*.json"))).RootElement;

    public JsonElement[] Samples(string task) => [.. Lines(task).Select(line => JsonDocument.Parse(line).RootElement)];

    public string[] Lines(string task) => File.ReadAllLines(Single($"samples_{task}_*.jsonl"));

    private string Single(string pattern) => Directory.GetFiles(Shared.Folder("golden/lm-eval/" + Run), pattern)[0];
}
