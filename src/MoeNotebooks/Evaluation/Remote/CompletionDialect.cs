using System.Text.Json;

namespace MoeNotebooks.Evaluation.Remote;

/// <summary>One of the ways in which engines give the log-likelihoods of a prompt.</summary>
internal abstract class CompletionDialect
{
    /// <summary>Every way known, in the order they are tried.</summary>
    public static IReadOnlyList<CompletionDialect> All { get; } =
    [new EchoDialect(), new PromptLogprobsDialect(), new SglangDialect()];

    /// <summary>Its name in messages.</summary>
    public abstract string Name { get; }

    /// <summary>Where to send the request.</summary>
    /// <param name="baseUrl">The engine's address, ending in <c>/v1</c>.</param>
    public virtual Uri Address(Uri baseUrl) => EngineHttp.Address(baseUrl, "/completions");

    /// <summary>The request.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="prompt">Token ids.</param>
    public abstract object Body(string model, int[] prompt);

    /// <summary>Reads the answer.</summary>
    /// <param name="answer">The engine's JSON.</param>
    /// <param name="prompt">The prompt that was sent.</param>
    /// <returns><see langword="null"/> if the engine ignored what this dialect asks for.</returns>
    public abstract TokenScores? Read(JsonElement answer, int[] prompt);

    /// <summary>An element of an object, if it is one and has it.</summary>
    protected static JsonElement? Get(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } o && o.TryGetProperty(name, out var value) ? value : null;

    /// <summary>The first of a list.</summary>
    protected static JsonElement? First(JsonElement? list) => Items(list) is [var first, ..] ? first : null;

    /// <summary>
    /// The choice of the one prompt that was sent: the one with <c>index</c> 0, wherever it stands; the first where
    /// none has an index.
    /// </summary>
    protected static JsonElement? Choice(JsonElement answer)
    {
        var choices = Items(Get(answer, "choices"));
        return choices.Any(choice => Get(choice, "index") is not null)
                ? choices
                    .Where(choice => Number(Get(choice, "index")) == 0)
                    .Select(choice => (JsonElement?)choice)
                    .FirstOrDefault()
            : choices is [var first, ..] ? first
            : null;
    }

    /// <summary>The items of a list; none if it is not one.</summary>
    protected static JsonElement[] Items(JsonElement? list) =>
        list is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : [];

    /// <summary>A finite number, or nothing.</summary>
    protected static double? Number(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Number } number && double.IsFinite(number.GetDouble())
            ? number.GetDouble()
            : null;
}
