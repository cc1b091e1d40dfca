using System.Globalization;
using System.Text;

namespace MoeNotebooks.Tokenization.Bpe;

/// <summary>Turns the characters of a piece into the ids that merging starts from.</summary>
internal sealed class SymbolReader
{
    /// <summary>Below it lie ASCII and the byte alphabet, whose ids are kept at hand.</summary>
    private const int Common = 0x180;
    private readonly Vocabulary _vocabulary;
    private readonly BpeOptions _options;
    private readonly bool _plain;
    private readonly int[]? _byteIds;
    private readonly int[] _common;

    public SymbolReader(Vocabulary vocabulary, BpeOptions options)
    {
        (_vocabulary, _options) = (vocabulary, options);
        _plain = options.Prefix.Length == 0 && options.Suffix.Length == 0;
        _common = Enumerable
            .Range(0, Common)
            .Select(c => _plain && vocabulary.TryId([(char)c], out var id) ? id : -1)
            .ToArray();
        _byteIds = options.ByteFallback ? Enumerable.Range(0, 256).Select(ByteId).ToArray() : null;
    }

    /// <summary>Appends the ids of a piece's characters.</summary>
    public void Read(ReadOnlySpan<char> piece, List<int> into)
    {
        var unknown = false;
        var position = 0;
        foreach (var rune in piece.EnumerateRunes())
        {
            var character = piece.Slice(position, rune.Utf16SequenceLength);
            position += character.Length;
            if (TryLookUp(character, position == character.Length, position == piece.Length, out var id))
            {
                Flush(ref unknown, into);
                into.Add(id);
            }
            else if (
                !TryAddBytes(Decorate(character, position == character.Length, position == piece.Length), into)
                && _options.UnknownId is not null
            )
            {
                // One unknown token waits until a known character or the end, as in the reference: byte tokens overtake
                // it.
                if (unknown && !_options.FuseUnknown)
                {
                    Flush(ref unknown, into);
                }

                unknown = true;
            }
        }

        Flush(ref unknown, into);
    }

    private bool TryLookUp(ReadOnlySpan<char> character, bool first, bool last, out int id)
    {
        id = character[0] < Common ? _common[character[0]] : -1;
        return id >= 0 || _vocabulary.TryId(_plain ? character : Decorate(character, first, last), out id);
    }

    private string Decorate(ReadOnlySpan<char> character, bool first, bool last) =>
        string.Concat(first ? string.Empty : _options.Prefix, character, last ? _options.Suffix : string.Empty);

    /// <summary>Adds one token a byte, if there is a token for every byte.</summary>
    private bool TryAddBytes(string text, List<int> into)
    {
        if (_byteIds is null)
        {
            return false;
        }

        var ids = Encoding.UTF8.GetBytes(text).Select(value => _byteIds[value]).ToArray();
        if (ids.Contains(-1))
        {
            return false;
        }

        into.AddRange(ids);
        return true;
    }

    private int ByteId(int value) =>
        _vocabulary.TryId(string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>"), out var id) ? id : -1;

    private void Flush(ref bool unknown, List<int> into)
    {
        if (unknown)
        {
            into.Add(_options.UnknownId!.Value);
            unknown = false;
        }
    }
}
