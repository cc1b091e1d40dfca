using System.Text;
using MoeNotebooks.Tokenization.Bpe;
using MoeNotebooks.Tokenization.Decoding;
using MoeNotebooks.Tokenization.Normalization;
using MoeNotebooks.Tokenization.PreTokenization;

namespace MoeNotebooks.Tokenization;

/// <summary>
/// A tokenizer as its file describes it: added tokens, normaliser, pre-tokenizer, model, post-processor; and a decoder
/// back.
/// </summary>
internal sealed class PipelineTokenizer : ITokenizer
{
    private readonly BpeModel _model;
    private readonly TokenTable _tokens;
    private readonly IReadOnlyList<Normalizer> _normalizers;
    private readonly IReadOnlyList<PreTokenizer> _preTokenizers;
    private readonly IReadOnlyList<Func<DecoderStage, DecoderStage>> _stages;
    private readonly AddedTokenSplitter _raw,
        _normalized;

    public PipelineTokenizer(
        BpeModel model,
        TokenTable tokens,
        IReadOnlyList<Normalizer> normalizers,
        IReadOnlyList<PreTokenizer> preTokenizers,
        IReadOnlyList<Func<DecoderStage, DecoderStage>> stages
    )
    {
        (_model, _tokens, _normalizers, _preTokenizers, _stages) = (model, tokens, normalizers, preTokenizers, stages);
        _raw = new AddedTokenSplitter(
            tokens.Added.Where(token => !token.IsNormalized).Select(token => (token.Content, token)).ToList()
        );
        _normalized = new AddedTokenSplitter(
            tokens
                .Added.Where(token => token.IsNormalized)
                .Select(token => (Text: Normalize(token.Content, atStart: false).Text, token))
                .Where(entry => entry.Text.Length > 0)
                .ToList()
        );
    }

    public required BosPlan Plan { private get; init; }

    public required int? BosId { get; init; }

    public required int? EosId { get; init; }

    public int VocabularySize => _tokens.Count;

    public string BosRule => Plan.Rule;

    public IReadOnlyList<int> Encode(string text, bool addSpecialTokens)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<int>();
        ids.AddRange(addSpecialTokens ? Plan.Template.Before : []);
        foreach (var (piece, token) in Cut(text))
        {
            if (token is not null)
            {
                ids.Add(token.Id);
                continue;
            }

            foreach (var word in PreTokenizer.Run(_preTokenizers, piece))
            {
                _model.Encode(word.Text, ids);
            }
        }

        ids.AddRange(addSpecialTokens ? Plan.Template.After : []);
        return ids;
    }

    public string Decode(IReadOnlyList<int> ids, bool skipSpecialTokens)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var stream = Stream(skipSpecialTokens);
        var text = new StringBuilder();
        foreach (var id in ids)
        {
            text.Append(stream.Append(id));
        }

        return text.Append(stream.Finish()).ToString();
    }

    public StreamingDecoder Stream(bool skipSpecialTokens) =>
        new(_stages, id => skipSpecialTokens && _tokens.IsSpecial(id) ? null : _tokens.TextOf(id));

    public IReadOnlyList<string> SpecialTokensIn(string text) =>
        Cut(text).Where(part => part.Token is { IsSpecial: true }).Select(part => part.Token!.Content).ToList();

    /// <summary>Added tokens and, between them, normalised text.</summary>
    private IEnumerable<(Piece Piece, AddedToken? Token)> Cut(string text)
    {
        var whole = WellFormed(text);
        foreach (var (start, end, token) in _raw.Split(whole))
        {
            if (token is not null)
            {
                yield return (default, token);
                continue;
            }

            var (normal, atStart) = Normalize(whole[start..end], start == 0);
            foreach (var (from, to, inner) in _normalized.Split(normal))
            {
                yield return (Piece.Whole(normal, atStart).Part(from, to), inner);
            }
        }
    }

    private (string Text, bool AtStart) Normalize(string text, bool atStart)
    {
        foreach (var step in _normalizers)
        {
            text = step.Apply(text, ref atStart);
        }

        return (text, atStart);
    }

    /// <summary>Half a surrogate pair is no character: U+FFFD stands for it.</summary>
    private static string WellFormed(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            result.Append(rune.ToString());
        }

        return result.ToString();
    }
}
