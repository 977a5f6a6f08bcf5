import '../../page/theme.css';
import './explanation.css';
