using MoeNotebooks.Training.MiniWorld;
using MoeNotebooks.Training.Model;
using MoeNotebooks.Training.Tokenizer;

namespace MoeNotebooks.Training;

/// <summary>
/// What <c>moe train NAME</c> trains. The models that the kit ships share world, tokenizer and schedule and differ in
/// their experts.
/// </summary>
/// <param name="Name">The model's name, that of its folder in <c>data/models</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Options">How it is trained.</param>
public sealed record MiniRecipe(string Name, MiniModelConfig Shape, TrainingOptions Options)
{
    /// <summary>
    /// Room in the vocabulary: the end-of-text token, 256 bytes, merges, and some ids that stay free so that the width
    /// is a multiple of 32.
    /// </summary>
    public const int VocabularySize = 1664;

    private static readonly MiniModelConfig Fine = new() { Vocabulary = VocabularySize };

    /// <summary>
    /// 24 narrow experts, 6 active, under DeepSeek-V2's router. Of two seeds, the one that loses more on the dev sets
    /// when a third of its experts is active.
    /// </summary>
    public static MiniRecipe MiniSoftmax { get; } =
        new("mini-softmax", Fine with { RouterStart = 0.06, RoutedScale = 5 }, new TrainingOptions { Seed = 2 });

    /// <summary>The same experts under DeepSeek-V3's router.</summary>
    public static MiniRecipe MiniSigmoid { get; } =
        new(
            "mini-sigmoid",
            Fine with
            {
                Router = MiniRouterKind.Sigmoid,
                Groups = 8,
                TopGroups = 4,
                RoutedScale = 2.5f,
            },
            new TrainingOptions()
        );

    /// <summary>
    /// 8 experts three times as wide, 2 active, so that as much routed width is stored and used as in
    /// <see cref="MiniSoftmax"/>; the shared part is as wide as an expert here too, as the format counts it in experts.
    /// The seed was chosen as there.
    /// </summary>
    public static MiniRecipe MiniCoarse { get; } =
        new(
            "mini-coarse",
            Fine with
            {
                Experts = 8,
                TopK = 2,
                ExpertWidth = 48,
                SharedWidth = 48,
                RouterStart = 0.06,
                RoutedScale = 4,
            },
            new TrainingOptions { Seed = 2 }
        );

    /// <summary>All recipes.</summary>
    public static IReadOnlyList<MiniRecipe> All { get; } = [MiniSoftmax, MiniSigmoid, MiniCoarse];

    /// <summary>The world.</summary>
    public static World World() => new();

    /// <summary>The tokenizer, learned from the world's words and syllables.</summary>
    public static MiniTokenizer Tokenizer() => new(BpeTrainer.Train(TokenizerCorpus.Count(), VocabularySize - 257));
}
