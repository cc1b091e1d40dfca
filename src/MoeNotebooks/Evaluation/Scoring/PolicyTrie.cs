namespace MoeNotebooks.Evaluation.Scoring;

/// <summary>
/// Instructions for layers as a tree: policies that agree on their first layers share the path there, equal ones the
/// whole path.
/// </summary>
/// <typeparam name="T">What tells a layer how to run; equal values are the same.</typeparam>
internal sealed class PolicyTrie<T>
{
    private readonly List<PolicyTrie<T>> _children = [];
    private readonly List<int> _leaves = [];

    private PolicyTrie(T instruction) => Instruction = instruction;

    /// <summary>How to run the layer that leads here; of no meaning at the root.</summary>
    public T Instruction { get; }

    /// <summary>The ways on, in the order first seen.</summary>
    public IReadOnlyList<PolicyTrie<T>> Children => _children;

    /// <summary>The policies that end here, by their place in the list given.</summary>
    public IReadOnlyList<int> Leaves => _leaves;

    /// <summary>Layers run in all, where one by one it would be policies times layers.</summary>
    public int LayerRuns => _children.Sum(child => 1 + child.LayerRuns);

    /// <summary>Builds the tree.</summary>
    /// <param name="policies">For each policy, one instruction per layer.</param>
    public static PolicyTrie<T> Build(IReadOnlyList<IReadOnlyList<T>> policies)
    {
        var root = new PolicyTrie<T>(default!);
        for (var p = 0; p < policies.Count; p++)
        {
            var node = root;
            foreach (var instruction in policies[p])
            {
                node = node.Child(instruction);
            }

            node._leaves.Add(p);
        }

        return root;
    }

    private PolicyTrie<T> Child(T instruction)
    {
        var child = _children.Find(other => EqualityComparer<T>.Default.Equals(other.Instruction, instruction));
        if (child is null)
        {
            _children.Add(child = new PolicyTrie<T>(instruction));
        }

        return child;
    }
}
