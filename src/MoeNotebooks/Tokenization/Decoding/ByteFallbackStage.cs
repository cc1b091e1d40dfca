using System.Globalization;
using System.Text;

namespace MoeNotebooks.Tokenization.Decoding;

/// <summary>
/// Reads runs of tokens such as <c>&lt;0xE2&gt;</c> as UTF-8; a run that is none becomes one U+FFFD a byte.
/// </summary>
internal sealed class ByteFallbackStage(DecoderStage next) : DecoderStage(next)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private readonly List<byte> _run = [];

    public override void Push(string text, bool isWhole)
    {
        if (TryByte(text, out var value))
        {
            _run.Add(value);
            return;
        }

        EndRun();
        Next.Push(text, isWhole);
    }

    public override void Finish()
    {
        EndRun();
        base.Finish();
    }

    private static bool TryByte(string text, out byte value)
    {
        value = 0;
        return text is ['<', '0', 'x', _, _, '>']
            && byte.TryParse(
                text.AsSpan(3, 2),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out value
            );
    }

    private void EndRun()
    {
        if (_run.Count == 0)
        {
            return;
        }

        try
        {
            Next.Push(Strict.GetString(_run.ToArray()), isWhole: true);
        }
        catch (DecoderFallbackException)
        {
            foreach (var _ in _run)
            {
                Next.Push("\uFFFD", isWhole: true);
            }
        }

        _run.Clear();
    }
}
