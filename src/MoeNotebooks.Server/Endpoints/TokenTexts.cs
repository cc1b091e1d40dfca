using System.Collections.Concurrent;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Server.Endpoints;

/// <summary>The text of every token by itself.</summary>
internal sealed class TokenTexts(ITokenizer tokenizer)
{
    private readonly ConcurrentDictionary<int, string> _texts = [];

    public string Of(int id) =>
        _texts.GetOrAdd(id, static (id, tokenizer) => tokenizer.Decode([id], skipSpecialTokens: false), tokenizer);
}
