using System.Security.Cryptography;
using System.Text;
using MoeNotebooks.Datasets;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Tasks;

namespace MoeNotebooks.Tests.Evaluation.Tasks;

[References]
public sealed class EvaluationTasksTests
{
    [Theory]
    [InlineData("arc_challenge", 4687, "2a4405f2b6e24951d4a581ce7d1952a4db3701980c06c0afc9268941336d0940")]
    [InlineData("arc_easy", 9501, "ee96294c56114cc42dca67c9354e5a1016bc6dad147791c4dc2b98fa831eabcc")]
    [InlineData("boolq", 6540, "e29af26d403eb569f7e0965cf5f722d8e8bbe9b2b6043ca4d34698ae283fc4f3")]
    [InlineData("openbookqa", 2000, "d2dfcac4c521e40e83584659fcc1af8a260e03b23e1a3632906f60b81666b508")]
    [InlineData("rte", 554, "d4b8e1c774a7e2e1ad0b74968e4e8c3f671f433d3fa0cd117966da19bb12a9ce")]
    [InlineData("winogrande", 2534, "736feae2d899ae96ec17520dba28d2f080d042fbafccdd9cb6a2b4967af94e04")]
    public void Every_prompt_of_the_published_split_is_lm_evals(string name, int requests, string digest)
    {
        var task = EvaluationTasks.Select([name])[0];
        var documents = JsonLines.Read(Shared.File($"data/{name}.jsonl"), task.Schema);
        var pairs = documents
            .SelectMany((document, i) => task.Form.Item(name, i, document, string.Empty).Requests)
            .ToArray();

        pairs.Length.ShouldBe(requests);
        var text = string.Concat(pairs.Select(pair => pair.Context + "\0" + pair.Continuation + "\0"));
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))).ShouldBe(digest);
    }

    // written after lm-evaluation-harness 0.4.13's YAML files by hand: context and continuation of every choice, the
    // right one, what is logged as the target
    [Theory]
    [InlineData(
        "arc_challenge",
        """{"id":"q","question":"What barks?","choices":{"text":["a dog","a cat"],"label":["1","2"]},"answerKey":"2"}""",
        1,
        "1",
        "Question: What barks?\nAnswer:| a dog",
        "Question: What barks?\nAnswer:| a cat"
    )]
    [InlineData(
        "arc_easy",
        """{"id":"q","question":"What purrs?","choices":{"text":["a dog","a cat","a cow"],"label":["A","B","C"]},"answerKey":"B"}""",
        1,
        "1",
        "Question: What purrs?\nAnswer:| a dog",
        "Question: What purrs?\nAnswer:| a cat",
        "Question: What purrs?\nAnswer:| a cow"
    )]
    [InlineData(
        "boolq",
        """{"question":"do dogs bark","passage":"Dogs -- They bark.","idx":0,"label":1}""",
        1,
        "1",
        "Dogs -- They bark.\nQuestion: do dogs bark?\nAnswer:| no",
        "Dogs -- They bark.\nQuestion: do dogs bark?\nAnswer:| yes"
    )]
    [InlineData(
        "openbookqa",
        """{"id":"q","question_stem":"A dog","choices":{"text":["barks","purrs"],"label":["A","B"]},"answerKey":"A"}""",
        0,
        "0",
        "A dog| barks",
        "A dog| purrs"
    )]
    [InlineData(
        "rte",
        """{"sentence1":"Dogs bark.","sentence2":"Cats bark.","label":1,"idx":0}""",
        1,
        "1",
        "Dogs bark.\nQuestion: Cats bark. True or False?\nAnswer:| True",
        "Dogs bark.\nQuestion: Cats bark. True or False?\nAnswer:| False"
    )]
    [InlineData(
        "winogrande",
        """{"sentence":"The dog met the cat, then the _ barked.","option1":"dog","option2":"cat","answer":"2"}""",
        1,
        "barked.",
        "The dog met the cat, then the dog| barked.",
        "The dog met the cat, then the cat| barked."
    )]
    public void A_made_up_document_becomes_the_requests_that_lm_evals_templates_say(
        string name,
        string line,
        int gold,
        string target,
        params string[] requests
    )
    {
        using var folder = new TemporaryFolder();
        var task = EvaluationTasks.Select([name])[0];
        var item = task.Form.Item(
            name,
            0,
            JsonLines.Read(folder.Write("one.jsonl", line), task.Schema)[0],
            string.Empty
        );
        item.Requests.Select(pair => pair.Context + "|" + pair.Continuation).ShouldBe(requests);
        (item.Gold, item.Target).ShouldBe((gold, target));
        task.Form.Item(name, 0, item.Document, "Example.\n\n")
            .Requests[0]
            .Context.ShouldBe("Example.\n\n" + requests[0].Split('|')[0]); // few-shot examples stand before
    }

    [Fact]
    public void Names_select_tasks_once_and_in_order()
    {
        EvaluationTasks.Select(["rte", "arc_easy", "rte"]).Select(task => task.Name).ShouldBe(["rte", "arc_easy"]);
        EvaluationTasks.Select(["mini"]).ShouldAllBe(task => task.IsSynthetic && task.Name.StartsWith("mini_"));
        EvaluationTasks.Select(["all"]).Count.ShouldBe(6);
        Should
            .Throw<MoeUsageException>(() => EvaluationTasks.Select(["arc"]))
            .Message.ShouldContain("no task is called 'arc'");
        Should.Throw<MoeUsageException>(() => EvaluationTasks.Select([])).Message.ShouldContain("names no task");
    }
}
