using MoeNotebooks.Tokenization.Decoding;

namespace MoeNotebooks.Tokenization;

/// <summary>Decodes ids one by one; what it has given, put together, is what decoding all at once gives.</summary>
/// <remarks>
/// Text comes as soon as no later id can change it: the bytes of half a character are held back until its end.
/// </remarks>
public sealed class StreamingDecoder
{
    private readonly TextSink _sink = new();
    private readonly DecoderStage _first;
    private readonly Func<int, string?> _tokenOf;

    /// <param name="stages">The decoder's steps, in order.</param>
    /// <param name="tokenOf">An id's token; null leaves it out.</param>
    internal StreamingDecoder(IReadOnlyList<Func<DecoderStage, DecoderStage>> stages, Func<int, string?> tokenOf)
    {
        _tokenOf = tokenOf;
        _first = stages.Reverse().Aggregate((DecoderStage)_sink, (next, stage) => stage(next));
    }

    /// <summary>Takes an id and returns the text that is now certain; often empty.</summary>
    /// <param name="id">A token id.</param>
    public string Append(int id)
    {
        if (_tokenOf(id) is { } token)
        {
            _first.Push(token, isWhole: true);
        }

        return _sink.Take();
    }

    /// <summary>Ends the stream and returns the rest; an unfinished character becomes U+FFFD.</summary>
    public string Finish()
    {
        _first.Finish();
        return _sink.Take();
    }
}
