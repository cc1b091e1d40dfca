using System.Text.Json.Nodes;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Tests.Tokenization;

/// <summary>A small valid byte-level tokenizer file that tests change one thing of.</summary>
internal sealed class TinyTokenizer : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The file's content; change it before <see cref="Load"/>.</summary>
    public JsonObject Root { get; } = Valid();

    public JsonObject Model => Root["model"]!.AsObject();

    public JsonObject Vocabulary => Model["vocab"]!.AsObject();

    public string Path => _folder.Path;

    public ITokenizer Load(BosMode bos = BosMode.Auto)
    {
        _folder.Write("tokenizer.json", Root.ToJsonString());
        return TokenizerJson.Load(Path, bos);
    }

    public void WriteBeside(string name, string content) => _folder.Write(name, content);

    public void Set(string path, string json)
    {
        var parts = path.Split('/');
        var node = parts[..^1]
            .Aggregate((JsonNode)Root, (parent, part) => int.TryParse(part, out var i) ? parent[i]! : parent[part]!);
        node[parts[^1]] = JsonNode.Parse(json);
    }

    public void Dispose() => _folder.Dispose();

    private static JsonObject Valid()
    {
        var vocabulary = new JsonObject();
        for (var b = 0; b < 256; b++)
        {
            vocabulary[ByteAlphabet.Char((byte)b).ToString()] = b;
        }

        vocabulary["he"] = 256;
        vocabulary["ll"] = 257;
        vocabulary["hell"] = 258;
        var root = JsonNode
            .Parse(
                """
                {
                  "version": "1.0", "truncation": null, "padding": null,
                  "added_tokens": [
                    {"id": 259, "content": "<s>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
                    {"id": 260, "content": "<tool>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": true, "special": false}
                  ],
                  "normalizer": null,
                  "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
                  "post_processor": {
                    "type": "TemplateProcessing",
                    "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
                    "pair": [],
                    "special_tokens": {"<s>": {"id": "<s>", "ids": [259], "tokens": ["<s>"]}}
                  },
                  "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
                  "model": {"type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null, "end_of_word_suffix": null,
                    "fuse_unk": false, "byte_fallback": false, "ignore_merges": false, "vocab": {}, "merges": ["h e", "l l", "he ll"]}
                }
                """
            )!
            .AsObject();
        root["model"]!["vocab"] = vocabulary;
        return root;
    }
}
