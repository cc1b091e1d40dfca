using System.Text.Json.Serialization;
using MoeNotebooks.Inference;

namespace MoeNotebooks.Server.Answers;

/// <summary>
/// The answer of <c>/server_info</c>: with how many experts the model runs, under the names of configs. A number is
/// there where it is the same in all layers.
/// </summary>
internal sealed record ServerInfo(string Model, IReadOnlyList<int> ActiveExperts, IReadOnlyList<int> KeptExperts)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? NumExpertsPerTok => One(ActiveExperts);

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? NRoutedExperts => One(KeptExperts);

    public static ServerInfo Of(string model, InferenceEngine engine) =>
        new(model, engine.ActiveExperts, engine.KeptExperts);

    private static int? One(IReadOnlyList<int> counts) => counts.Distinct().ToArray() is [var one] ? one : null;
}
