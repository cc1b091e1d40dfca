namespace MoeNotebooks.Evaluation.Packing;

/// <summary>
/// Sequences with what they share at the front stored once: a node per token, a parent before its children. One tree
/// becomes one row of a batch, where each node sees itself and its ancestors only.
/// </summary>
internal sealed class TokenTree
{
    private readonly List<int> _tokens = [];
    private readonly List<int> _parents = [];
    private readonly List<int> _depths = [];
    private int[] _path = [];

    /// <summary>Nodes.</summary>
    public int Count => _tokens.Count;

    /// <summary>Token ids by node.</summary>
    public IReadOnlyList<int> Tokens => _tokens;

    /// <summary>Parents by node; -1 for a first token.</summary>
    public IReadOnlyList<int> Parents => _parents;

    /// <summary>Positions by node: tokens before it in its own sequence.</summary>
    public IReadOnlyList<int> Depths => _depths;

    /// <summary>
    /// Adds a sequence; add them in lexicographic order, so that what is shared is shared with the one before.
    /// </summary>
    /// <param name="input">The sequence.</param>
    /// <param name="shared">How many tokens it begins with as the sequence before.</param>
    /// <returns>The nodes of the sequence's tokens.</returns>
    public int[] Add(int[] input, int shared)
    {
        var path = new int[input.Length];
        Array.Copy(_path, path, shared);
        for (var i = shared; i < input.Length; i++)
        {
            path[i] = _tokens.Count;
            _tokens.Add(input[i]);
            _parents.Add(i == 0 ? -1 : path[i - 1]);
            _depths.Add(i);
        }

        return _path = path;
    }
}
