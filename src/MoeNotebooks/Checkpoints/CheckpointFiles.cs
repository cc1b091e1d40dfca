using System.Globalization;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Checkpoints;

/// <summary>
/// Finds and opens the weight files of a model folder: those the index names, else the single file; no other.
/// </summary>
internal sealed class CheckpointFiles
{
    public const string SingleFile = "model.safetensors";
    private const int MostShown = 10;
    private readonly ModelFolder _folder;
    private readonly List<string> _notices = [];

    private CheckpointFiles(ModelFolder folder) => _folder = folder;

    /// <summary>The opened files by name, each tensor's file, and what was accepted but is unusual.</summary>
    public static (
        Dictionary<string, SafetensorsFile> Files,
        Dictionary<string, SafetensorsFile> ByTensor,
        List<string> Notices
    ) Open(ModelFolder folder)
    {
        var files = new CheckpointFiles(folder);
        var opened = new Dictionary<string, SafetensorsFile>();
        try
        {
            var byTensor = folder.Has(CheckpointIndex.FileName) ? files.OpenIndexed(opened) : files.OpenSingle(opened);
            files._notices.AddRange(opened.Values.SelectMany(file => file.Notices));
            return (opened, byTensor, files._notices);
        }
        catch
        {
            foreach (var file in opened.Values)
            {
                file.Dispose();
            }

            throw;
        }
    }

    private Dictionary<string, SafetensorsFile> OpenSingle(Dictionary<string, SafetensorsFile> opened)
    {
        if (!_folder.Has(SingleFile))
        {
            var pickles = Directory.EnumerateFiles(_folder.Path, "*.bin").Any();
            throw new MoeMissingException(
                _folder.Path,
                $"holds neither {CheckpointIndex.FileName} nor {SingleFile}",
                pickles ? "Pickled weights (*.bin) are never opened: convert them to safetensors" : null
            );
        }

        var file = opened[SingleFile] = SafetensorsFile.Open(_folder.FilePath(SingleFile));
        return file.Tensors.Keys.ToDictionary(name => name, _ => file);
    }

    private Dictionary<string, SafetensorsFile> OpenIndexed(Dictionary<string, SafetensorsFile> opened)
    {
        var path = _folder.FilePath(CheckpointIndex.FileName);
        var index = CheckpointIndex.Parse(path, _folder.ReadBytes(CheckpointIndex.FileName));
        var paths = index.Files.ToDictionary(name => name, _folder.FilePath);
        var missing = paths.Keys.Where(name => !_folder.Has(name)).ToList();
        if (missing.Count > 0)
        {
            throw new MoeMissingException(
                path,
                $"names {missing.Count} files that are not in the folder: {First(missing)}",
                "Download the model again"
            );
        }

        foreach (var (name, file) in paths)
        {
            opened[name] = SafetensorsFile.Open(file);
        }

        CheckTensors(path, index, opened);
        CheckTotal(path, index, opened);
        return index.WeightMap.ToDictionary(pair => pair.Key, pair => opened[pair.Value]);
    }

    private static void CheckTensors(string path, CheckpointIndex index, Dictionary<string, SafetensorsFile> opened)
    {
        var lacking = index
            .WeightMap.Where(pair => !opened[pair.Value].Tensors.ContainsKey(pair.Key))
            .Select(pair => $"{pair.Key} (in {pair.Value})")
            .ToList();
        Refuse(path, lacking, "tensors are not in the file that the index names for them");
        var held = opened
            .SelectMany(file => file.Value.Tensors.Keys.Select(tensor => (Tensor: tensor, File: file.Key)))
            .ToList();
        var elsewhere = held.Where(pair => index.WeightMap.TryGetValue(pair.Tensor, out var file) && file != pair.File)
            .Select(pair => $"{pair.Tensor} ({index.WeightMap[pair.Tensor]} and {pair.File})")
            .ToList();
        Refuse(path, elsewhere, "tensors are in two files");
        var extra = held.Where(pair => !index.WeightMap.ContainsKey(pair.Tensor))
            .Select(pair => $"{pair.Tensor} ({pair.File})")
            .ToList();
        Refuse(path, extra, "tensors are in the files but not in the index");
    }

    private static void Refuse(string path, List<string> tensors, string problem)
    {
        if (tensors.Count > 0)
        {
            throw new MoeDataException(path, "weight_map", $"{tensors.Count} {problem}: {First(tensors)}");
        }
    }

    private void CheckTotal(string path, CheckpointIndex index, Dictionary<string, SafetensorsFile> opened)
    {
        var actual = opened.Values.Sum(file => file.Tensors.Values.Sum(tensor => tensor.ByteLength));
        if (index.TotalSize is { } claimed && claimed != actual)
        {
            _notices.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path}: total_size is {claimed}, the files hold {actual} bytes of tensors"
                )
            );
        }
    }

    private static string First(List<string> names) =>
        string.Join(", ", names.Take(MostShown).Select(ErrorText.Name))
        + (names.Count > MostShown ? ", ..." : string.Empty);
}
