using System.Text.Json;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Loadtest;

/// <summary>
/// Reads the events of one streamed completion. A chunk may hold several tokens, none, or only the usage, as engines
/// differ; tokens are what <c>usage</c> says and nothing else.
/// </summary>
internal sealed class CompletionStream
{
    private const string End = "[DONE]";
    private bool _finished;
    private (int Input, int Output, int? Cached)? _usage;

    /// <summary>Whether the engine said that nothing follows.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Reads one event.</summary>
    /// <param name="data">Its data.</param>
    /// <returns>Whether it brought a part of the answer.</returns>
    /// <exception cref="LoadRequestException">It is an error, or no event of a completion.</exception>
    public bool Read(string data)
    {
        if (data == End)
        {
            HasEnded = true;
            return false;
        }

        try
        {
            using var chunk = JsonDocument.Parse(data);
            return Read(chunk.RootElement);
        }
        catch (Exception error)
            when (error is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new LoadRequestException("sent an event that is no completion", error);
        }
    }

    /// <summary>What the engine counted, once the stream has ended.</summary>
    /// <exception cref="LoadRequestException">It broke off, or counted nothing.</exception>
    public LoadAnswer Answer()
    {
        if (!HasEnded && !_finished)
        {
            throw new LoadRequestException("the stream broke off");
        }

        return _usage is var (input, output, cached)
            ? new(input, output, cached)
            : throw new LoadRequestException(
                "the stream has no usage, so its tokens are not known (stream_options.include_usage)"
            );
    }

    private bool Read(JsonElement chunk)
    {
        if (chunk.TryGetProperty("error", out var problem) && problem.ValueKind != JsonValueKind.Null)
        {
            throw new LoadRequestException("failed in the middle: " + ErrorText.Name(Message(problem)));
        }

        if (chunk.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
        {
            _usage = (Count(usage, "prompt_tokens"), Count(usage, "completion_tokens"), Cached(usage));
        }

        if (!chunk.TryGetProperty("choices", out var choices) || choices.GetArrayLength() == 0)
        {
            return false;
        }

        _finished |=
            choices[0].TryGetProperty("finish_reason", out var reason) && reason.ValueKind == JsonValueKind.String;
        return choices[0].TryGetProperty("text", out var text)
            && text.ValueKind == JsonValueKind.String
            && text.GetString()!.Length > 0;
    }

    private static int Count(JsonElement counts, string name) =>
        counts.GetProperty(name).GetInt32() is >= 0 and var count
            ? count
            : throw new LoadRequestException($"the engine's usage has {name} below 0");

    private static int? Cached(JsonElement usage) =>
        usage.TryGetProperty("prompt_tokens_details", out var details)
        && details.ValueKind == JsonValueKind.Object
        && details.TryGetProperty("cached_tokens", out var cached)
        && cached.ValueKind == JsonValueKind.Number
            ? Count(details, "cached_tokens")
            : null;

    private static string Message(JsonElement problem) =>
        problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty("message", out var message)
            ? message.ToString()
            : problem.ToString();
}
