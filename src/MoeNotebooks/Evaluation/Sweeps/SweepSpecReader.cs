using System.Text.Json;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Files;
using MoeNotebooks.Routing;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Evaluation.Sweeps;

/// <summary>Reads a <see cref="SweepSpec"/>; fields are called as the options of <c>moe eval</c>.</summary>
internal static class SweepSpecReader
{
    private const string Help = "'moe sweep --example' prints one";

    /// <summary>The spec in a text.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="path">Where it comes from, for errors.</param>
    /// <exception cref="MoeDataException">It is not a spec; says all that is wrong.</exception>
    public static SweepSpec Read(string text, string path)
    {
        var root = StrictJson.Parse(path, text);
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new MoeDataException(path, string.Empty, "is not a JSON object", Help);
        }

        var problems = new List<string>();
        var spec = Read(new SpecFields(root, string.Empty, problems), problems);
        return problems.Count == 0 ? spec : throw MoeDataException.Many(path, problems);
    }

    private static SweepSpec Read(SpecFields fields, List<string> problems)
    {
        var defaults = new SweepSpec { Model = string.Empty, Tasks = [] };
        var spec = new SweepSpec
        {
            Model = fields.Text("model", required: true) ?? string.Empty,
            Tasks = fields.Texts("tasks") ?? [],
            Data = fields.Text("data"),
            Limit = fields.Whole("limit", 1, int.MaxValue),
            FewShot = fields.Whole("num-fewshot", 0, 100) ?? defaults.FewShot,
            DType = fields.Word("dtype", "f32", "bf16") ?? defaults.DType,
            Device = fields.Word("device", "cpu", "cuda") ?? defaults.Device,
            Experts = fields.Word("experts-backend", "auto", "sorted", "grouped") ?? defaults.Experts,
            Memory = fields.Text("memory"),
            DeviceMemory = fields.Text("device-memory"),
            Bos = Enum.Parse<BosMode>(fields.Word("bos", "auto", "never", "always") ?? "auto", ignoreCase: true),
            TokensInBatch = fields.Whole("batch-tokens", 1, 1 << 20) ?? defaults.TokensInBatch,
            StepTokens = fields.Whole("step-tokens", 1, 1 << 20),
            MaxLength = fields.Whole("max-length", 1, int.MaxValue),
            Policies = fields.Objects("policies", (value, place) => Policy(value, place, problems)),
            Grid = Grid(fields.Inner("grid")),
            Published = fields.Word("published", "table10", "table11"),
            Level = fields.Between("level", 0, 1) ?? defaults.Level,
            Seed = fields.Whole("seed", 0, int.MaxValue) ?? defaults.Seed,
        };
        fields.Finish();
        problems.AddRange(Unknown(spec.Tasks));
        return spec;
    }

    private static SweepGrid? Grid(SpecFields? fields)
    {
        var grid = fields is null ? null : new SweepGrid(fields.Wholes("levels") ?? [], fields.Wholes("peaks") ?? []);
        fields?.Finish();
        return grid;
    }

    private static RoutingPolicy? Policy(JsonElement value, string place, List<string> problems)
    {
        try
        {
            return RoutingPolicyJson.Read(value.GetRawText(), place);
        }
        catch (MoeDataException error)
        {
            // what a policy itself says is fit to be read; what the JSON library says of types is not
            problems.Add(
                error.InnerException is MoeUsageException own
                    ? $"{place}: {own.Message}"
                    : $"{place} is {ErrorText.Name(value.GetRawText())}, no routing policy ({Help})"
            );
            return null;
        }
    }

    private static IEnumerable<string> Unknown(IReadOnlyList<string> tasks)
    {
        foreach (var task in tasks)
        {
            var known = true;
            try
            {
                EvaluationTasks.Select([task]);
            }
            catch (MoeUsageException)
            {
                known = false;
            }

            if (!known)
            {
                string[] names =
                [
                    "mini",
                    "all",
                    .. EvaluationTasks.Published.Concat(EvaluationTasks.Mini).Select(one => one.Name),
                ];
                var meant = Suggestion.DidYouMean(task, names);
                yield return $"no task is called '{ErrorText.Name(task)}'{(meant.Length > 0 ? meant : $" (known: {string.Join(", ", names)})")}";
            }
        }
    }
}
