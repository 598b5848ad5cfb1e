return DigitModel.ConsoleApp.App.Run(args);
