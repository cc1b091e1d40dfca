using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MoeNotebooks.Training.MiniWorld;

/// <summary>
/// A mini item as one line of JSON, with the fields that the real data set has on the Hub, and the entity asked about.
/// </summary>
internal static class MiniItemJson
{
    private static readonly string[] Letters = ["A", "B", "C", "D"];
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The line, without its end.</summary>
    /// <param name="item">The item.</param>
    /// <param name="index">Its place in the set.</param>
    public static string Line(MiniItem item, int index) => JsonSerializer.Serialize(Fields(item, index), Plain);

    /// <summary>The same fields as a document of a data set.</summary>
    public static JsonObject Document(MiniItem item, int index) =>
        JsonSerializer.SerializeToNode(Fields(item, index), Plain)!.AsObject();

    private static object Fields(MiniItem item, int index) =>
        item.Task switch
        {
            MiniTask.OpenBookQA => new
            {
                id = Id(item, index),
                question_stem = item.First,
                choices = Choices(item),
                answerKey = Letters[item.Gold],
                about = item.About,
            },
            MiniTask.BoolQ => new
            {
                question = item.Second,
                passage = item.First,
                idx = index,
                label = item.Gold,
                about = item.About,
            },
            MiniTask.Rte => new
            {
                sentence1 = item.First,
                sentence2 = item.Second,
                label = item.Gold,
                idx = index,
                about = item.About,
            },
            MiniTask.WinoGrande => new
            {
                sentence = item.First,
                option1 = item.Choices[0],
                option2 = item.Choices[1],
                answer = item.Gold == 0 ? "1" : "2",
                about = item.About,
            },
            _ => new
            {
                id = Id(item, index),
                question = item.First,
                choices = Choices(item),
                answerKey = Letters[item.Gold],
                about = item.About,
            },
        };

    private static string Id(MiniItem item, int index) =>
        $"mini_{item.Task.FileName()}_{index.ToString(CultureInfo.InvariantCulture)}";

    private static object Choices(MiniItem item) => new { text = item.Choices, label = Letters };
}
