namespace MoeNotebooks.Inference.Batching;

/// <summary>The experts of one request's tokens as its steps go by: [T, L, k], grown by whole passes.</summary>
internal sealed class RoutedExpertLog(RoutedExpertShape shape)
{
    private readonly int _layers = shape.Layers;
    private readonly int _slots = shape.Slots;
    private short[] _experts = [];
    private int _tokens;

    /// <summary>Makes room for the tokens of a pass, with nothing in any slot.</summary>
    /// <returns>The first of them.</returns>
    public int Grow(int tokens)
    {
        var first = _tokens;
        _tokens += tokens;
        var needed = _tokens * _layers * _slots;
        if (_experts.Length < needed)
        {
            Array.Resize(ref _experts, Math.Max(needed, _experts.Length * 2));
        }

        _experts.AsSpan(first * _layers * _slots, tokens * _layers * _slots).Fill(-1);
        return first;
    }

    /// <summary>What a token used in a layer; -1 in skipped slots.</summary>
    public void Set(int token, int layer, ReadOnlySpan<long> experts)
    {
        var at = ((token * _layers) + layer) * _slots;
        foreach (var expert in experts)
        {
            _experts[at++] = checked((short)expert);
        }
    }

    public RoutedExpertTable ToTable() => new(_layers, _slots, _experts[..(_tokens * _layers * _slots)]);
}
