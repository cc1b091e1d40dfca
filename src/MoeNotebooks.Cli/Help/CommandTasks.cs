namespace MoeNotebooks.Cli.Help;

/// <summary>
/// All commands by task, as <c>moe --help</c> lists them. A new command needs a line here: a test asks for it.
/// </summary>
internal static class CommandTasks
{
    public static IReadOnlyList<CommandTask> All { get; } =
    [
        new(
            "Begin here",
            [
                ("doctor", "moe doctor"),
                ("reproduce", "moe reproduce --quick"),
                ("notebook", "moe notebook run notebooks/00-quickstart.ipynb --out out.ipynb"),
            ]
        ),
        new(
            "Ask a model",
            [
                ("generate", "moe generate mini-softmax \"Question: What\" --experts 2"),
                ("info", "moe info deepseek-v2-lite"),
                ("tokenize", "moe tokenize mini-softmax --in texts.json --out ids.json"),
                ("logits", "moe logits mini-softmax --tokens tokens.json --out logits.safetensors"),
            ]
        ),
        new(
            "See what fewer experts cost in answers",
            [
                ("eval", "moe eval mini-softmax --tasks mini --experts 2"),
                ("sweep", "moe sweep spec.json --store answers.db"),
                ("search", "moe search mini-softmax --budget 50% --method dp --out half.json"),
                ("prune", "moe prune mini-softmax --criterion even --keep 12 --mask-out mask.json"),
                (
                    "calibrate",
                    "moe calibrate mini-softmax --policy similarity --k0 2 --calibration data/mini/training-sample.txt --out sere.json"
                ),
                ("trace", "moe trace show trace.parquet"),
                ("store", "moe store show answers.db"),
                ("merge", "moe merge answers.db shard1.db shard2.db"),
                ("import", "moe import results --store answers.db"),
            ]
        ),
        new(
            "See what they gain in speed",
            [
                ("whatif", "moe whatif deepseek-v2-lite --concurrency 16 --experts 3"),
                ("hardware", "moe hardware --out mine.json"),
                ("bench", "moe bench --random olmoe --layers 4 --dtype bf16 --batch 1,8 --experts 8,2"),
                ("serve", "moe serve mini-softmax --experts 2 --port 8000"),
                ("loadtest", "moe loadtest mini-softmax --experts 6,2 --concurrency 1,4,16"),
            ]
        ),
        new(
            "Get or make models",
            [
                ("download", "moe download allenai/OLMoE-1B-7B-0924"),
                ("train", "moe train mini-sigmoid --minutes 10"),
                ("world", "moe world --out artifacts/world"),
            ]
        ),
    ];

    /// <summary>A command's example; <see langword="null"/> for one that is not listed.</summary>
    public static string? ExampleOf(string command) =>
        All.SelectMany(task => task.Commands)
            .Where(listed => listed.Command == command)
            .Select(listed => listed.Example)
            .FirstOrDefault();
}
