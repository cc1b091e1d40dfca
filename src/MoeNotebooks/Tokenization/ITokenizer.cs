namespace MoeNotebooks.Tokenization;

/// <summary>Turns text into token ids and back. Instances are immutable and safe to use from several threads.</summary>
public interface ITokenizer
{
    /// <summary>How many ids there are: every id lies in 0 .. <see cref="VocabularySize"/> - 1.</summary>
    int VocabularySize { get; }

    /// <summary>The id of the token that begins a sequence, where the files name one.</summary>
    int? BosId { get; }

    /// <summary>The id of the token that ends a sequence, where the files name one.</summary>
    int? EosId { get; }

    /// <summary>
    /// Whether and why a BOS token is prefixed, in words; engines differ in it, so every result names it.
    /// </summary>
    string BosRule { get; }

    /// <summary>
    /// Encodes text as the reference tokenizer does; special tokens written in the text are recognised.
    /// </summary>
    /// <param name="text">Any text; lone surrogates count as U+FFFD.</param>
    /// <param name="addSpecialTokens">Whether to add what the file's post-processor and <see cref="BosRule"/>
    /// add.</param>
    /// <returns>Token ids.</returns>
    IReadOnlyList<int> Encode(string text, bool addSpecialTokens);

    /// <summary>Decodes ids as the reference tokenizer does; ids without a token are left out.</summary>
    /// <param name="ids">Token ids.</param>
    /// <param name="skipSpecialTokens">Whether to leave special tokens out.</param>
    string Decode(IReadOnlyList<int> ids, bool skipSpecialTokens);

    /// <summary>Starts decoding ids that arrive one by one.</summary>
    /// <param name="skipSpecialTokens">Whether to leave special tokens out.</param>
    StreamingDecoder Stream(bool skipSpecialTokens);

    /// <summary>
    /// The special tokens that <see cref="Encode"/> would recognise inside the text, in order; usually none.
    /// </summary>
    /// <param name="text">A document, whose author may have written a token's name.</param>
    IReadOnlyList<string> SpecialTokensIn(string text);
}
