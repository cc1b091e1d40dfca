using System.Text.Json.Nodes;
using MoeNotebooks.Evaluation.Tasks;

namespace MoeNotebooks.Interchange.LmEval;

/// <summary>A task's entry under <c>configs</c>.</summary>
internal static class LmEvalTaskConfig
{
    public static JsonObject Of(PreparedTask prepared)
    {
        var (task, templates) = (prepared.Task, prepared.Task.Form.Templates);
        var config = new JsonObject
        {
            ["task"] = task.Name,
            ["dataset_path"] = task.IsSynthetic ? "synthetic mini world" : task.Source.Repository,
            ["dataset_name"] = task.Source.Configuration,
            ["training_split"] = task.Source.TrainSplit,
            ["validation_split"] = task.Source.ValidationSplit,
        };
        if (task.Source.TestSplit is { } test)
        {
            config["test_split"] = test;
        }

        config["doc_to_text"] = templates.Text;
        config["doc_to_target"] = templates.Target;
        config["unsafe_code"] = false;
        config["doc_to_choice"] = templates.Choice is IEnumerable<string> list
            ? new JsonArray([.. list.Select(choice => JsonValue.Create(choice))])
            : JsonValue.Create((string)templates.Choice);
        config["description"] = string.Empty;
        config["target_delimiter"] = " ";
        config["fewshot_delimiter"] = "\n\n";
        config["num_fewshot"] = prepared.FewShot;
        config["metric_list"] = Metrics(task);
        config["output_type"] = "multiple_choice";
        config["repeats"] = 1;
        config["should_decontaminate"] = false;
        config["metadata"] = new JsonObject { ["version"] = task.Version };
        return config;
    }

    private static JsonArray Metrics(EvaluationTask task)
    {
        string[] names = task.LengthNormalised ? ["acc", "acc_norm"] : ["acc"];
        return new JsonArray([
            .. names.Select(name => new JsonObject
            {
                ["metric"] = name,
                ["aggregation"] = "mean",
                ["higher_is_better"] = true,
            }),
        ]);
    }
}
