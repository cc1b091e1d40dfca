using System.Text;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Inference;

/// <summary>
/// Turns the tokens of a generation into text as they come, up to the first of some stop texts, which is not part of
/// it.
/// </summary>
/// <remarks>Text that could be the beginning of a stop text is held back until it is clear.</remarks>
public sealed class StoppingDecoder
{
    private readonly StreamingDecoder _decoder;
    private readonly IReadOnlyList<string> _stops;
    private readonly StringBuilder _held = new();

    /// <summary>Begins a text.</summary>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="stops">The stop texts; empty ones count for nothing.</param>
    public StoppingDecoder(ITokenizer tokenizer, IReadOnlyList<string>? stops = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        _decoder = tokenizer.Stream(skipSpecialTokens: true);
        _stops = [.. (stops ?? []).Where(stop => stop.Length > 0)];
    }

    /// <summary>Whether a stop text has come: there is no more text.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Takes a token and returns the text that is now certain; often empty.</summary>
    /// <param name="id">The token.</param>
    public string Append(int id) => Take(_decoder.Append(id));

    /// <summary>Ends the text and returns the rest.</summary>
    public string Finish()
    {
        var rest = Take(_decoder.Finish());
        var held = IsStopped ? string.Empty : _held.ToString();
        _held.Clear();
        return rest + held;
    }

    private string Take(string fresh)
    {
        if (IsStopped || fresh.Length == 0)
        {
            return string.Empty;
        }

        var text = _held.Append(fresh).ToString();
        var stop = _stops
            .Select(s => text.IndexOf(s, StringComparison.Ordinal))
            .Where(at => at >= 0)
            .DefaultIfEmpty(-1)
            .Min();
        IsStopped = stop >= 0;
        var certain = IsStopped ? stop : text.Length - _stops.Select(s => Overlap(text, s)).DefaultIfEmpty(0).Max();
        _held.Remove(0, certain);
        return text[..certain];
    }

    /// <summary>How much of the text's end is a beginning of the stop text.</summary>
    private static int Overlap(string text, string stop)
    {
        for (var length = Math.Min(stop.Length - 1, text.Length); length > 0; length--)
        {
            if (text.AsSpan(text.Length - length).SequenceEqual(stop.AsSpan(0, length)))
            {
                return length;
            }
        }

        return 0;
    }
}
