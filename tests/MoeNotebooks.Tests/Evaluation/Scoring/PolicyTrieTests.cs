using CsCheck;
using MoeNotebooks.Evaluation.Scoring;

namespace MoeNotebooks.Tests.Evaluation.Scoring;

public sealed class PolicyTrieTests
{
    [Fact]
    public void Shared_beginnings_are_run_once_and_equal_policies_wholly()
    {
        var trie = PolicyTrie<int>.Build([
            [6, 6, 2],
            [6, 6, 4],
            [6, 6, 2],
            [2, 6, 2],
        ]);

        trie.LayerRuns.ShouldBe(4 + 3);
        trie.Children.Count.ShouldBe(2);
        trie.Children[0].Children[0].Children[0].Leaves.ShouldBe([0, 2]);
    }

    [Fact]
    public void Every_policy_is_found_at_the_end_of_its_own_path() =>
        Gen.Int[1, 3]
            .Array[4]
            .Array[0, 30]
            .Sample(policies =>
            {
                var found = new SortedDictionary<int, int[]>();
                Walk(PolicyTrie<int>.Build(policies), []);
                found.Values.ShouldBe(policies);

                void Walk(PolicyTrie<int> node, int[] path)
                {
                    foreach (var leaf in node.Leaves)
                    {
                        found.Add(leaf, path);
                    }

                    foreach (var child in node.Children)
                    {
                        Walk(child, [.. path, child.Instruction]);
                    }
                }
            });

    [Fact]
    public void No_policy_makes_an_empty_tree() => PolicyTrie<int>.Build([]).LayerRuns.ShouldBe(0);
}
