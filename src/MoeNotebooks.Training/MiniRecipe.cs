using MoeNotebooks.Training.MiniWorld;
using MoeNotebooks.Training.Model;
using MoeNotebooks.Training.Tokenizer;

namespace MoeNotebooks.Training;

/// <summary>What <c>moe train mini-softmax</c> trains: world, tokenizer and shape of the model that the kit ships.</summary>
public static class MiniRecipe
{
    /// <summary>Tokens in the vocabulary: the end-of-text token, 256 bytes, and merges.</summary>
    public const int VocabularySize = 1408;

    /// <summary>The world.</summary>
    public static World World() => new();

    /// <summary>The tokenizer, learned from the world's words and names.</summary>
    /// <param name="world">The world.</param>
    public static MiniTokenizer Tokenizer(World world) =>
        new(BpeTrainer.Train(TokenizerCorpus.Count(world), VocabularySize - 257));

    /// <summary>The model's shape.</summary>
    public static MiniModelConfig Shape { get; } = new() { Vocabulary = VocabularySize };
}
