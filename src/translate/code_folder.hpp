#pragma once
// --code: scripts that lay on a volume travel with the job. Which references mean them, and what
// stands in their place. Pure.

#include "translate/job_work.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace translate {

// Whether the folder that travels has a file of this path, or a folder. It has "", itself.
bool holds(const CodeFolder& folder, std::string_view path);

// Where in the folder the place lies; nothing where it does not, or the folder has no such file.
std::optional<std::string> path_in_code(const JobWork& work, const RootPath& place);

// Marks the line's references to what the folder has. A script that it lacks is told, and stays
// where it is: on its volume.
void take_code(JobWork& work, Line& line);

// Behind the part of the line that names the folder through a directory's variable.
std::size_t code_end(const JobWork& work, const Line& line, const OtherVariable& variable);

// What stands in the place of a reference to the folder: "." as long as the line stays where it
// starts, else the launcher's or command's variable.
std::string code_word(const JobWork& work, const Line& line, base::Quoting quoting);

// After the references are bound: whether the folder can appear at its old place too, and whether
// the lines need a variable for it.
void settle_code(JobWork& work);

// Files of the folder that the lines run themselves: uploads lose the permission to.
std::vector<std::string> executed_code(const JobWork& work);

} // namespace translate
