using System.Runtime.ExceptionServices;
using DigitPictures;

namespace MlNetDigits.ConsoleApp.Files;

/// <summary>Processes pictures on all processors and returns the results in the order of the pictures.</summary>
internal static class PictureBatches
{
    /// <summary>Pictures processed at a time, so that memory does not grow with their number.</summary>
    private const int Size = 256;

    /// <param name="pictures">The pictures.</param>
    /// <param name="work">Processes one picture; called from several threads.</param>
    /// <param name="write">Receives each result, in order.</param>
    /// <param name="cancellation">Stops after the current batch.</param>
    /// <returns>
    /// The number of pictures that could not be read. Each is reported on standard error in one line; the others are processed
    /// nevertheless. So is a picture of several pages, of which only the first is read.
    /// </returns>
    public static int Run<TResult>(
        IReadOnlyList<PictureInput> pictures,
        Func<PictureInput, GrayPicture, TResult> work,
        Action<PictureInput, TResult> write,
        CancellationToken cancellation)
    {
        int unreadable = 0;
        for (int first = 0; first < pictures.Count && !cancellation.IsCancellationRequested; first += Size)
        {
            int count = Math.Min(Size, pictures.Count - first);
            (TResult? Result, int Pages, PictureFormatException? Problem)[] results = new (TResult?, int, PictureFormatException?)[count];
            Work(count, i => results[i] = Try(pictures[first + i], work));
            for (int i = 0; i < count; i++)
            {
                if (results[i].Problem is PictureFormatException problem)
                {
                    ErrorReporter.Write(problem);
                    unreadable++;
                }
                else
                {
                    if (results[i].Pages > 1)
                    {
                        PictureFormatException note = new(pictures[first + i].Path, $"only the first of its {results[i].Pages} pages is read");
                        ErrorReporter.Write(note, "warning: ");
                    }

                    write(pictures[first + i], results[i].Result!);
                }
            }
        }

        return unreadable;
    }

    /// <summary>
    /// Runs the work in parallel. An error of the work itself, such as a full disk, surfaces as it would on one thread.
    /// </summary>
    private static void Work(int count, Action<int> work)
    {
        try
        {
            Parallel.For(0, count, work);
        }
        catch (AggregateException errors)
        {
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
        }
    }

    private static (TResult? Result, int Pages, PictureFormatException? Problem) Try<TResult>(
        PictureInput picture, Func<PictureInput, GrayPicture, TResult> work)
    {
        try
        {
            GrayPicture content = GrayPicture.Load(picture.Path);
            return (work(picture, content), content.PageCount, null);
        }
        catch (PictureFormatException error)
        {
            return (default, 0, error);
        }
    }
}
