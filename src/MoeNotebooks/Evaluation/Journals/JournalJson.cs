using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MoeNotebooks.Files;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Evaluation.Journals;

/// <summary>
/// The journal's JSON, without reflection. What it writes is a key: the same value always gives the same text.
/// </summary>
[JsonSerializable(typeof(ScoringConditions))]
[JsonSerializable(typeof(double?[][]))]
internal sealed partial class JournalJson : JsonSerializerContext
{
    /// <summary>
    /// Names as <c>fewShot</c>, letters of all languages as they are, "-Infinity" as a number in quotes.
    /// </summary>
    public static JournalJson Canonical { get; } =
        new(
            new JsonSerializerOptions
            {
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                Converters = { new CamelCase<SkippedWeights>() },
                PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
                RespectRequiredConstructorParameters = true,
                NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            }
        );
}
