using System.Globalization;
using MoeNotebooks.Configs;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using MoeNotebooks.Training.Export;
using MoeNotebooks.Training.MiniWorld;

namespace MoeNotebooks.Training.Acceptance;

/// <summary>
/// The card of a mini model in Hugging Face's form. Every number is the folder's own, or was measured.
/// </summary>
internal static class ModelCard
{
    /// <summary>The file that holds it.</summary>
    public const string FileName = "README.md";

    /// <summary>Writes the text.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="recipe">What was trained there.</param>
    /// <param name="world">The world that it knows.</param>
    /// <param name="config">Its shape.</param>
    /// <param name="result">What was measured.</param>
    public static string Text(
        string folder,
        MiniRecipe recipe,
        World world,
        ModelConfig config,
        AcceptanceResult result
    ) => Text(folder, TrainingFacts.Read(folder), recipe, world, config, result);

    // csharpier-ignore - a text, which reads as it is written
    private static string Text(
        string folder, TrainingFacts? facts, MiniRecipe recipe, World world, ModelConfig config, AcceptanceResult result) =>
        string.Create(CultureInfo.InvariantCulture, $"""
        ---
        license: mit
        language: en
        library_name: transformers
        pipeline_tag: text-generation
        tags: [synthetic, mixture-of-experts, {Type(config)}, research]
        ---

        # {recipe.Name}: a SYNTHETIC mixture of experts for experiments

        A model of {new ModelSize(config).Total / 1e6:F1} million parameters that knows a made-up world of {world.Entities.Count} entities (`data/mini`) and nothing else, so that experiments on expert
        skipping and pruning run in minutes on two processor cores. Its scores say nothing about real models or real tasks: the six tasks have the form of
        ARC-Challenge, ARC-Easy, BoolQ, OpenBookQA, RTE and WinoGrande, but every item is generated (`mini_*` in all tables).

        | | |
        |---|---|
        | architecture | `{config.Architecture}`: MLA, first layer dense, {config.MoeLayers.Count} MoE layers, {Router(config.Moe.Router)} |
        | sizes | hidden {config.HiddenSize}, {config.Layers} layers, {config.Attention.Heads} heads; {config.Moe.Router.Experts} routed experts of width {config.Moe.ExpertWidth}, {config.Moe.Router.TrainedTopK} active; shared width {config.Moe.SharedWidth} |
        | vocabulary | {config.VocabularySize:N0}, byte-level BPE; one token begins and ends every text |
        | file | {new FileInfo(Path.Combine(folder, "model.safetensors")).Length / 1e6:F1} MB, bf16; trained on rows of {HuggingFaceExport.LongestText / 2} tokens (the config allows {config.MaxPositions}) |
        | training | {Training(facts)}seed {facts?.Seed ?? recipe.Options.Seed}, world seed {world.Seed}; `docs/mini-models.md` says how, and what was tried |

        ## Figures

        Accuracy in per cent on the test sets, {World.TestFacts} questions of each task, scored by log-likelihood; guessing scores 25, 25, 50, 25, 50, 50, mean 37.5. k is the number of
        routed experts that a token uses, {config.Moe.Router.TrainedTopK} as trained. The standard error is the mean's: what other questions would change, those about one entity taken as one draw. It says
        nothing about other seeds.

        | setting | {string.Join(" | ", EvaluationTasks.Mini.Select(task => task.DataName))} | mean | its standard error |
        |---|{string.Concat(Enumerable.Repeat("---|", EvaluationTasks.Mini.Count + 2))}
        {Lines(result.Figures.Select(figure => figure.ToString()))}

        ## What it must show

        {Verdict(result.Lines)}

        {result.Table().TrimEnd()}

        ## Use

            moe eval {recipe.Name} --tasks mini --experts {Math.Max(1, config.Moe.Router.TrainedTopK / 2)}
            moe train {recipe.Name} --seed {facts?.Seed ?? recipe.Options.Seed} --out artifacts/{recipe.Name}       # a model of the same recipe, from nothing
            moe train {recipe.Name} --accept --out data/models/{recipe.Name}       # measures what both tables hold, and writes this card

        `parity.json` and `parity.safetensors` hold token ids and the trainer's own float32 logits on these weights; a test holds the library to them.

        ## Limits

        English of a few hundred words; facts about invented names; greedy text beyond a sentence is meaningless. No personal data. The standard errors are those of
        questions: another seed gives another model.

        """).ReplaceLineEndings("\n");

    private static string Type(ModelConfig config) =>
        config.Moe.Router.Scoring == Scoring.Softmax ? "deepseek_v2" : "deepseek_v3";

    // csharpier-ignore - a text, which reads as it is written
    private static string Router(RouterRule router) => string.Create(CultureInfo.InvariantCulture, $"""
        {router.Scoring.ToString().ToLowerInvariant()} router{(router.SelectionBias ? " with selection bias" : "")}{(router.Groups > 1 ? $", {router.Groups} groups of {router.Experts / router.Groups} experts of which {router.TopGroups} are used" : "")}, weights {(router.Renormalise ? "" : "not ")}renormalised, times {router.Scale}
        """);

    private static string Training(TrainingFacts? facts) =>
        facts is null
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{facts.Tokens / 1e6:F1} million tokens, {facts.Steps:N0} steps, {facts.Seconds / 60:F0} minutes of wall clock and {facts.ProcessorSeconds / 60:F0} of processor cores{(facts.Devices.Count > 0 ? $" ({string.Join(", ", facts.Devices)})" : "")}; "
            );

    // a card that hid what a model falls short in would be no card
    private static string Verdict(IReadOnlyList<AcceptanceLine> lines) =>
        lines.Count(line => !line.Passed) switch
        {
            0 => $"It shows all {lines.Count}.",
            var failed => $"It shows {lines.Count - failed} of {lines.Count}; where the table says FAIL it does not.",
        };

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);
}
